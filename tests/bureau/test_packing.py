"""A packed review: its gist without the rest, the rest without the prints, and nothing lost between them."""

import msgspec

from perfxl.bureau.packing import gist_of, packed, unpacked
from perfxl.bureau.records import Gist
from tests.support.bureau_desk import review_of


def test_a_gist_has_the_scores_the_findings_and_the_prints_of_its_review():
    review = review_of(1)
    gist = gist_of(packed(review).content)
    assert review.prints
    assert gist.prints == review.prints
    assert [(one.points, one.score) for one in gist.marks] == [
        (one.points, one.score) for one in review.marks
    ]
    assert [(one.code, one.expected) for one in gist.findings] == [
        (one.code, one.expected) for one in review.findings
    ]
    same = set(Gist.__struct_fields__) - {"marks", "findings", "prints"}
    assert all(getattr(gist, field) == getattr(review, field) for field in same)


def test_a_gist_carries_nothing_that_is_only_told():
    content = msgspec.msgpack.encode(gist_of(packed(review_of(1)).content))
    assert review_of(1).marks[0].explanation.encode() not in content


def test_a_review_is_unpacked_as_it_was_but_for_its_prints():
    review = review_of(1)
    assert unpacked(packed(review).content) == msgspec.structs.replace(review, prints=())
