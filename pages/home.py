"""Home: what this is and where to go."""

import streamlit as st

st.title("MNIST Playground")
st.write("Train a neural network on handwritten digits, then draw one and see what it makes of it.")
with st.container(horizontal=True):
    st.page_link("pages/train.py", label="Train a network", icon=":material/model_training:")
    st.page_link("pages/draw.py", label="Draw", icon=":material/draw:")
