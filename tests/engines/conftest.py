"""The same sentences on both engines: closed files, and LibreOffice."""

import pytest

from perfxl.engines import xw

CONFORMING = frozenset(
    {
        "test_books",
        "test_looks",
        "test_names",
        "test_notes_areas_links",
        "test_protection",
        "test_reading",
        "test_writing",
    }
)
"""The modules whose sentences are about the public API, and so hold on any engine."""

FILES_ONLY = frozenset(
    {
        # about the file that is written, or about what openpyxl holds
        "test_a_long_note_gets_a_box_that_it_fits_into",
        "test_a_row_that_excel_fits_to_its_content_goes_on_doing_so",
        "test_a_selection_stands_in_the_part_of_a_frozen_window_that_has_the_cursor",
        "test_a_text_with_an_apostrophe_in_front_stays_a_text_after_saving",
        "test_control_characters_survive_saving",
        "test_links_come_back_after_saving",
        "test_looks_come_back_after_saving",
        "test_merging_over_a_merged_area_makes_one_area",
        "test_no_two_entries_for_columns_overlap_after_saving",
        "test_saving_untouched_looks_keeps_them",
        "test_the_author_and_the_size_of_a_user_s_note_survive",
        "test_the_sheet_in_front_is_the_active_one_and_alone_selected",
        # about values that were saved beside formulas: LibreOffice recalculates
        "test_a_formula_shows_the_value_that_was_saved_with_it",
        "test_a_formula_that_was_just_written_has_no_value_and_says_so",
        "test_a_formula_without_a_saved_value_shows_nothing_and_does_no_harm",
        "test_a_saved_value_in_another_notation_of_xml_is_found_as_well",
        "test_a_shared_formula_is_shown_for_every_cell",
        # about the engine itself
        "test_a_missing_file_is_missing",
        "test_an_alert_is_shown_to_whoever_opened_the_file",
        "test_closing_the_last_book_ends_the_app",
        "test_the_active_engine_stays_what_it_was",
    }
)
"""What is true of closed files only; that of LibreOffice stands in ``tests/office``."""

DIFFERENT = {
    "center_across_selection": "LibreOffice centres in the cell alone",
    "test_a_trait_that_differs_among_the_cells_is_none[LibreOffice-horizontal_alignment]": "tried with it",
    "test_looks_without_looks_are_excel_s_defaults": "LibreOffice has a default width of its own",
    "test_one_column_out_of_a_group_gets_a_width_of_its_own": "LibreOffice has a default width of its own",
    "test_a_theme_colour_is_not_told": "LibreOffice knows the colours of the theme",
    "test_a_workbook_with_a_broken_sheet_is_unreadable": "LibreOffice opens what it can read of it",
    "test_no_sheet_is_added_where_the_structure_is_protected": "LibreOffice drops such a protection",
    "test_the_formula_bar_shows_formulas_and_constants_as_texts": "LibreOffice computes what it opens",
    "test_the_used_range_holds_all_that_is_filled_or_formatted": "formats that cannot be seen do not count",
    "test_none_clears_a_cell_and_makes_none_where_there_is_none": "nor do cells that were cleared",
}
"""Where the programs differ by nature, by a part of the sentence's name, and how; see docs/engines.md."""

_BOTH = ["closed files", pytest.param("LibreOffice", marks=pytest.mark.office)]


def pytest_generate_tests(metafunc):
    module = metafunc.module.__name__.rpartition(".")[2]
    if module in CONFORMING and metafunc.function.__name__ not in FILES_ONLY:
        metafunc.parametrize("program", _BOTH, indirect=True)


def pytest_collection_modifyitems(items):
    """A difference that is none any more fails: the list can only become shorter."""
    for item in items:
        if "[LibreOffice" in item.name:
            reasons = [reason for part, reason in DIFFERENT.items() if part in item.name]
            if reasons:
                item.add_marker(pytest.mark.xfail(reason=reasons[0], strict=True))


@pytest.fixture(autouse=True)
def program(request, monkeypatch):
    """Lets the module's ``open_closed`` open files in the program that the sentence is tried on."""
    chosen = getattr(request, "param", "closed files")
    if chosen == "LibreOffice":
        monkeypatch.setattr(request.module, "open_closed", request.getfixturevalue("open_in_office"))
    yield chosen
    if chosen == "LibreOffice":
        for app in xw.engines["LibreOffice"].apps:  # of sentences that turned out not to be true
            app.quit()
