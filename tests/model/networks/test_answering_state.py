"""A page that is run while a network is being loaded does not take Keras's state from under it."""

import sys

from model.networks import answering


def test_streamlit_clears_nothing_while_networks_load():
    answering.wake().result(timeout=120)
    from keras.src.saving.serialization_lib import SafeModeScope, in_safe_mode

    with SafeModeScope(True):  # as while a file is loaded from which no code may run
        sys.modules["keras"].backend.clear_session()  # as Streamlit does after each run of a page
        assert in_safe_mode()
