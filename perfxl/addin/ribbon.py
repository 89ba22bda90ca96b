"""What Excel may call: one function a button, no arguments, no result, no error.

The add-in's VBA names them in constant text, ``import perfxl.addin.ribbon; perfxl.addin.ribbon.check()``.
Which names there are is told in :data:`perfxl.addin.buttons.ACTIONS`; nothing else of this module is public.
What a button needs is imported by that button only: Excel waits for every import.
"""

# ruff: noqa: PLC0415 - imported behind the last door, so that a broken installation is told in Chinese too

from perfxl.addin.door import button

__all__ = [
    "about",
    "check",
    "consolidate",
    "doctor",
    "export_pdf",
    "export_word",
    "finish_and_send",
    "import_values",
    "manual",
    "new_workbook",
    "report",
    "score",
]


@button
def new_workbook() -> None:
    """新建模板: a blank workbook of a scheme, opened."""
    from perfxl.addin import starting

    starting.new_workbook()


@button
def import_values() -> None:
    """导入数据: values of a file into the inputs that are blank."""
    from perfxl.addin import importing

    importing.import_values()


@button
def check() -> None:
    """校验: marks at the cells, and 审核结果."""
    from perfxl.addin import clicks

    clicks.check()


@button
def score() -> None:
    """计分: the same, and the explanation of every score."""
    from perfxl.addin import clicks

    clicks.score()


@button
def report() -> None:
    """生成报告: the sheet 自评报告."""
    from perfxl.addin import clicks

    clicks.report()


@button
def export_word() -> None:
    """导出Word: the report as an official document, beside the workbook."""
    from perfxl.addin import exporting

    exporting.export_word()


@button
def export_pdf() -> None:
    """导出PDF: the same document as PDF."""
    from perfxl.addin import exporting

    exporting.export_pdf()


@button
def finish_and_send() -> None:
    """定稿并发送: the receipt, the folder with all that goes upward, and a mail with it."""
    from perfxl.addin import sending

    sending.finish_and_send()


@button
def consolidate() -> None:
    """汇总: all that departments handed in, reviewed and summed up, in a folder that the user picks."""
    from perfxl.addin import summing

    summing.consolidate()


@button
def doctor() -> None:
    """环境自检: what this machine lacks, and how to mend it."""
    from perfxl.addin import help_buttons

    help_buttons.doctor()


@button
def manual() -> None:
    """使用手册: opened in the browser, from this machine."""
    from perfxl.addin import help_buttons

    help_buttons.manual()


@button
def about() -> None:
    """关于: version, places, licence."""
    from perfxl.addin import help_buttons

    help_buttons.about()
