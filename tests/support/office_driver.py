"""Drives a LibreOffice from outside; run by the Python that has LibreOffice's ``uno``, never imported.

Reads one command a line from standard input (JSON), and answers each with a line.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

_PATIENCE = 90


def _property(name, value):
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def desktop_at(pipe):
    """The desktop of the LibreOffice that listens at a pipe, as soon as it does."""
    resolver = uno.getComponentContext().ServiceManager.createInstance("com.sun.star.bridge.UnoUrlResolver")
    started = time.monotonic()
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstance("com.sun.star.frame.Desktop")
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() - started > _PATIENCE:
                raise
            time.sleep(0.2)


class Office:
    def __init__(self, pipe, profile):
        accept = f"--accept=pipe,name={pipe};urp;"
        own_profile = f"-env:UserInstallation={Path(profile).as_uri()}"
        self.process = subprocess.Popen(
            ["soffice", "--headless", "--norestore", "--nologo", own_profile, accept],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self.desktop = desktop_at(pipe)
        except BaseException:
            self.process.kill()
            raise
        self.documents = {}

    def open(self, name, file, filter_name=None, macros=False):
        arguments = [_property("MacroExecutionMode", 4 if macros else 0)]
        if filter_name:
            arguments += [_property("FilterName", filter_name), _property("Hidden", True)]
        self.documents[name] = self.desktop.loadComponentFromURL(
            Path(file).as_uri(), "_blank", 0, tuple(arguments)
        )

    def _library(self, document):
        libraries = self.documents[document].BasicLibraries
        (library,) = [libraries.getByName(each) for each in libraries.ElementNames if each != "Standard"]
        return library

    def replace(self, document, name, old, new):
        source = self._library(document).getByName(name)
        if old not in source:
            raise ValueError(f"{name} has no {old}")
        self.module(document, name, source.replace(old, new))

    def module(self, document, name, source):
        library = self._library(document)
        if library.hasByName(name):
            library.removeByName(name)
        library.insertByName(name, source)

    def call(self, document, procedure, arguments):
        provider = self.documents[document].getScriptProvider()
        (library,) = [
            each for each in self.documents[document].BasicLibraries.ElementNames if each != "Standard"
        ]
        where = f"vnd.sun.star.script:{library}.{procedure}?language=Basic&location=document"
        return provider.getScript(where).invoke(tuple(arguments), (), ())[0]

    def cell(self, document, sheet, address):
        return self.documents[document].Sheets.getByName(sheet).getCellRangeByName(address).String

    def calculate(self, document, formulas, entered):
        sheets = self.documents[document].Sheets
        sheets.insertNewByName("cells", sheets.Count)
        sheet = sheets.getByName("cells")
        for address, value in entered.items():
            sheet.getCellRangeByName(address).Value = value
        for row, formula in enumerate(formulas):
            sheet.getCellByPosition(0, row).Formula = formula
        return [sheet.getCellByPosition(0, row).String for row in range(len(formulas))]

    def close(self, document):
        self.documents.pop(document).close(True)

    def quit(self):
        for document in list(self.documents):
            self.close(document)
        try:
            self.desktop.terminate()
        except uno.getClass("com.sun.star.lang.DisposedException"):
            pass
        self.process.wait(_PATIENCE)


def main():
    office = Office(*sys.argv[1:3])
    try:
        for line in sys.stdin:
            name, arguments = json.loads(line)
            answer = getattr(office, name)(*arguments)
            sys.stdout.write(json.dumps(answer) + "\n")
            sys.stdout.flush()
            if name == "quit":
                return
    finally:
        if office.process.poll() is None:
            office.process.kill()


if __name__ == "__main__":
    main()
