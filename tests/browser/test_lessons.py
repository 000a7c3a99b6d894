"""A lesson in a browser: by a teacher's link to a step, on a phone, and from there to its end."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drawing import draw, ready_to_draw

STRIP, NEXT = ".st-key-lesson_strip", ".st-key-lesson_next button"
LONG = 120_000  # milliseconds: these machines may be busy


def at_step(page: Page, number: int, of: int = 7) -> None:
    expect(page.locator(STRIP)).to_contain_text(f"step {number} of {of}", timeout=LONG)


def done(page: Page) -> None:
    expect(page.locator(STRIP)).to_contain_text("Done.", timeout=LONG)


def choose(page: Page, answer: str) -> None:
    page.locator(STRIP).get_by_text(answer, exact=True).click()
    expect(page.locator(STRIP)).to_contain_text("Right.")


def uncovered(page: Page, key: str) -> None:
    """What the step speaks of is framed, and the strip lies below its beginning."""
    part = page.locator(f".st-key-{key}").first
    expect(part).to_be_visible()
    expect(part).to_have_css("outline-style", "solid")
    page.wait_for_function(
        """key => {
          const part = document.querySelector(`.st-key-${key}`).getBoundingClientRect();
          const strip = document.querySelector('[data-testid=stBottom]').getBoundingClientRect();
          return part.top >= 0 && part.top + Math.min(part.height, 80) <= strip.top;
        }""",
        arg=key,
    )


@pytest.mark.thorough
def test_from_the_teachers_link_through_changed_controls_to_the_end(open_page):
    """Steps 3 to 7 of the lesson that needs no training: the same page with other values, and another page."""
    page = open_page("/lessons?lesson=how-sure-is-sure&step=3", phone=True)
    page.wait_for_url(re.compile(r"/inside\?.*letter=W"))
    at_step(page, 3)
    uncovered(page, "letter")
    page.locator(NEXT).click()  # not done, and yet nobody is held fast
    page.wait_for_url(re.compile("letter=S"))
    at_step(page, 4)
    expect(page.get_by_text("This is a letter, S")).to_be_visible(timeout=120_000)
    choose(page, "It could not know better: it has never seen a letter, and S and 5 look alike")
    page.reload()
    at_step(page, 4)
    expect(page.locator(STRIP)).to_contain_text("Right.")  # what was answered is remembered
    page.locator(NEXT).click()
    page.wait_for_url(re.compile(r"/evaluate\?"))
    uncovered(page, "calibration")
    page.locator(NEXT).click()
    at_step(page, 6)
    expect(page.locator(STRIP)).to_contain_text("Not done yet")
    slider = page.locator(".st-key-threshold input[type=range]")
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(STRIP)).to_contain_text("Done.")
    page.locator(NEXT).click()
    choose(page, "Somebody has to read the digits that are left over")
    page.locator(".st-key-lesson_finish button").click()
    expect(page.get_by_text("You have finished “How sure is sure?”")).to_be_visible()
    expect(page.locator(STRIP)).to_have_count(0)
    assert not re.search("lesson=", page.url)


@pytest.mark.thorough
def test_a_lesson_waits_for_a_run_a_neuron_the_time_before_and_paint(open_page):
    """What a neuron sees, in which the learner trains the network that is looked into."""
    page = open_page("/lessons")
    page.locator(".st-key-open_what-a-neuron-sees_1 button").click()
    at_step(page, 1, of=8)
    page.locator(".st-key-start_training button").click()
    done(page)
    page.locator(NEXT).click()
    at_step(page, 2, of=8)
    expect(page.locator(STRIP)).to_contain_text("Not done yet")
    page.locator(".st-key-lit_network canvas[tabindex='0']").first.focus(timeout=LONG)
    page.keyboard.press("Enter")
    done(page)
    expect(page).to_have_url(re.compile(r"neuron=1-\d+"))
    opened = re.search(r"neuron=(1-\d+)", page.url)[1]
    page.locator(NEXT).click()
    at_step(page, 3, of=8)
    uncovered(page, "neuron_pictures")
    choose(page, "It makes the neuron's sum larger")
    page.locator(NEXT).click()
    at_step(page, 4, of=8)
    page.locator(".st-key-timeline_slider input").focus(timeout=LONG)
    page.keyboard.press("Home")
    done(page)
    expect(page).to_have_url(re.compile("epoch=0"))
    page.locator(NEXT).click()
    at_step(page, 5, of=8)
    expect(page.locator(".st-key-timeline_slider output")).to_contain_text("Now", timeout=LONG)
    expect(page).to_have_url(re.compile(f"neuron={opened}"))  # the same neuron, not the brightest one
    choose(page, "They have ink where its weights are blue")


@pytest.mark.thorough
def test_a_step_waits_for_what_the_network_reads(open_page):
    page = open_page("/lessons?lesson=from-picture-to-prediction&step=7")
    page.wait_for_url(re.compile(r"/draw\?"))
    ready_to_draw(page)
    draw(page, [[(0.5, 0.1), (0.5, 0.9)]])
    expect(page.locator(".st-key-prediction")).to_contain_text("sure", timeout=LONG)
    expect(page.locator(STRIP)).to_contain_text("Not done yet")
    page.locator(".st-key-lesson_back button").click()
    at_step(page, 6)
