"""The book as one PDF: `make pdf`, here for two of its pages."""

import pytest

from tools import print_book


@pytest.fixture(scope="module")
def pdf(browser):
    return print_book.bound(print_book.all_printed(browser, ["chapters/01-vec", "chapters/02-kronecker"]))


def headings(outline):
    return [each for part in outline for each in (headings(part) if isinstance(part, list) else [part])]


def test_its_headings_are_bookmarks(pdf):
    titles = [heading.title for heading in headings(pdf.outline)]
    assert titles[0] == "vec: where the entries go"
    assert "The Kronecker product and vec(AXB)" in titles
    assert "Contents" not in titles


def test_its_links_lead_to_its_own_pages_and_to_the_public_address(pdf):
    links = list(print_book.links(pdf))
    inside = [link["/Dest"][0].get_object() for link in links if "/Dest" in link]
    numbers = {page.page_number for page in inside}
    first = next(h for h in headings(pdf.outline) if h.title.startswith("The Kronecker"))
    assert pdf.get_destination_page_number(first) in numbers
    assert len(numbers) > 5
    outside = [link["/A"]["/URI"] for link in links if "/A" in link]
    assert all(url.startswith("https://") for url in outside)


def test_its_formulas_are_text_and_what_is_pressed_is_left_out(pdf):
    words = " ".join(page.extract_text() for page in pdf.pages)
    assert "vec(AXB)" in words.replace(" ", "")
    assert "Click to hide" not in words
