"""Train: choose a network, start, and watch it learn."""

import streamlit as st

from charts.network_diagram import network_diagram
from model.networks.config import CLASSES, NetworkConfig, TrainingConfig
from model.networks.settings import to_query
from model.networks.summary import count_parameters, summarize
from model.runs.differences import in_words
from pages.components.live_chart import live_chart
from pages.components.skip_link import skip_link
from pages.parts.glossary import explained, meaning
from pages.parts.links import page_link
from pages.parts.literal import literal
from pages.parts.settings_form import settings_form
from pages.parts.share import share_link
from pages.parts.train.augmented import show_augmented
from pages.parts.train.current_run import current_job
from pages.parts.train.experiment import show_experiment
from pages.parts.train.live_run import live_run
from pages.parts.url_check import Anything, check_url

STYLE = """
<style>
  .st-key-skip_to_run_buttons, .st-key-announced_status { position: absolute; width: auto; }  /* no gap */
  .other-settings, .next-settings { margin: 0; }
  .other-settings { font-weight: 600; }
  .other-settings .above, .next-settings .above { display: none; }
  .stMain:has(.other-settings)
    :is(.st-key-epoch_chart, .st-key-run_numbers, .st-key-live_weights, [class*=st-key-pinned_]) {
    opacity: 0.6; filter: saturate(0.4);  /* set aside, and yet its words can be read */
  }
  .stMain:has(.other-settings) .st-key-how_it_stands [data-testid=stMarkdownContainer] > p { opacity: 0.75; }
  .stMain:has(.other-settings) .st-key-how_it_stands strong { font-weight: 400; }
  .st-key-epoch_chart [data-testid=stHorizontalBlock] { flex-wrap: wrap; }  /* no title is cut on a tablet */
  .st-key-epoch_chart [data-testid=stColumn] { min-width: min(19rem, 100%); }
  @media (min-width: 641px) { .st-key-show_settings { display: none; } }
  @media (max-width: 640px) {  /* a phone shows Start and the curves right below the preset and the digits */
    .stMain:not(:has(.st-key-show_settings input:checked)) .st-key-more_settings { display: none; }
    .on-the-left { display: none; }
    .other-settings .above, .next-settings .above { display: inline; }
  }
</style>
"""


def network_section(network: NetworkConfig) -> None:
    """The network as a drawing and as Keras's summary."""
    size = f"This network has {count_parameters(network):,} parameters"
    st.subheader(explained(size), anchor=False, help=meaning("Parameters"))
    drawing, table = st.columns([2, 3])
    sizes = (784, *network.hidden, CLASSES)
    names = ("pixels", *(in_words("activation", network.activation) for _ in network.hidden), "digits (softmax)")
    with drawing:
        in_order = "Layers from left to right: " + ", ".join(
            f"{size} {name}" for size, name in zip(sizes, names, strict=True)
        )
        live_chart(network_diagram(sizes, names), in_order, "network_diagram", urgent=False)
        drawn = "Each line is a weight. Large layers are drawn as a few neurons and a ⋮."
        st.caption(explained(drawn), help=meaning("Softmax"))
        page_link(
            "pages/inside.py",
            "Its first learning step, number by number",
            ":material/steps:",
            {"view": "One learning step"},
        )
    with table:
        st.table(
            [
                {
                    "Layer": row.layer,
                    "Output shape": " × ".join(str(size) for size in row.output_shape),
                    "Parameters": f"{row.parameters:,}",
                    "How they add up": row.sum_in_words,
                }
                for row in summarize(network)
            ]
        )


def differing(network: NetworkConfig, training: TrainingConfig) -> dict[str, str]:
    """The settings that are not the defaults: a short link, and a QR code that is easy to scan."""
    defaults = to_query(NetworkConfig(), TrainingConfig())
    return {name: text for name, text in to_query(network, training).items() if text != defaults[name]}


asked = st.query_params.to_dict()
st.html(STYLE)
skip_link("Skip to Start", "run_buttons")
with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
    st.title("Train", anchor=False, width="content")
    share = st.container(width="content")
settings, run = st.columns([5, 8], gap="large")
with settings:
    chosen = settings_form()
    if chosen:
        show_experiment(chosen[1])
        show_augmented(chosen[1])
    # Of values, the settings themselves speak below, and of a run that isn't here, `current_job`.
    check_url("train", asked, dict.fromkeys(["run", *(to_query(NetworkConfig(), TrainingConfig()))], Anything()))
    for notice in st.session_state.get("notices", []):
        st.warning(literal(notice), icon=":material/link_off:")
with run:
    live_run(current_job(), chosen)
if chosen:
    with share:
        share_link(differing(*chosen), "/train")
    network_section(chosen[0])
