"""Other networks that read the same drawing, beside the one that was chosen."""

import streamlit as st

from pages.parts.network_choice import Network, on_offer
from pages.parts.url_check import say_not_here

MOST = 2
UNKNOWN = "unknown_compared"  # in the session, until others are chosen


def choose_others(network: Network) -> list[Network]:
    """Asks for up to two networks besides `network`, if there are any; they stand in the URL: `?compare=`."""
    others = {other.id: other for other in on_offer()[0] if other.id != network.id}
    asked = [name for name in st.query_params.get("compare", "").split(",") if name and name != network.id]
    if not set(asked) <= others.keys():
        st.session_state[UNKNOWN] = True
    if st.session_state.get(UNKNOWN):
        say_not_here("network", "It is left out of the comparison.")
    if not others:
        return []
    linked = [name for name in asked if name in others]
    chosen = st.multiselect(
        "Compare with",
        list(others),
        default=linked[:MOST],
        format_func=lambda name: others[name].label,
        key=f"compare with {network.id}",
        max_selections=MOST,
        on_change=lambda: st.session_state.pop(UNKNOWN, None),
        placeholder="Choose one or two other networks",
        help="They read the same drawing, side by side.",
    )
    if chosen:
        st.query_params["compare"] = ",".join(chosen)
    elif "compare" in st.query_params:
        del st.query_params["compare"]
    return [others[name] for name in chosen]
