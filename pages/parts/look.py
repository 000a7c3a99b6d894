"""How every page looks beyond the theme: it grows with the window, so that the back row reads a projector."""

import streamlit as st

# A rem is 16 pixels up to a window of 1280 × 762, and grows from there on with whichever side is the tighter one: all
# type, buttons, canvases and charts are measured in it.
STYLE = """
<style>
  :root { font-size: clamp(16px, min(1.25vw, 2.1vh), 48px); }
  [data-testid=stTopNavLink]:focus-visible, [data-testid=stSidebarNavLink]:focus-visible,
  [data-testid=stTopNavLinkContainer] a:focus-visible, [data-testid=stPageLink] a:focus-visible {
    outline: 3px solid #2A8FD6; outline-offset: 2px; border-radius: 0.4rem;
  }
  /* Until a chart is there, its place is as high as in a window of usual size; then it is as high as the chart. */
  [data-testid=stElementContainer]:has(.live-chart),
  [data-testid=stElementContainer]:has(.live-chart) [data-testid^=stBidiComponent] { height: auto; overflow: visible; }
  /* Pictures that Streamlit gives so many pixels grow with the rest. */
  .st-key-photo_pictures { --picture: 11.25rem; }
  [class*=st-key-picture_of_pinned] { --picture: 6rem; }
  [class*=st-key-style_] { --picture: 15rem; }
  :is(.st-key-photo_pictures, [class*=st-key-picture_of_pinned], [class*=st-key-style_])
    [data-testid=stElementContainer]:has(img) { width: var(--picture) !important; flex-basis: var(--picture); }
  :is(.st-key-photo_pictures, [class*=st-key-picture_of_pinned], [class*=st-key-style_])
    :is([data-testid=stFullScreenFrame], div:has(> .stImage), .stImage, [data-testid=stImageContainer], img)
    { width: 100% !important; }
  .stMainBlockContainer h1 { padding: 0 0 0.5rem; text-wrap: balance; }
  [data-testid=stHorizontalBlock]:has(h1) { align-items: flex-start; }  /* every page's title at one height */
  [data-testid=stColumn]:has(h1) > [data-testid=stVerticalBlock] { justify-content: flex-start; }
</style>
"""


def look() -> None:
    st.html(STYLE)
