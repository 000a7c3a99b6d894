"""Everything about digits and networks: no Streamlit, no Plotly."""
