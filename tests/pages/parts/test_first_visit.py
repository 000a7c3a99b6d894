"""What is readied before the first visitor."""

import socket

from pages.parts.first_visit import send_at_once


def test_connections_to_a_socket_made_as_streamlit_makes_it_send_at_once():
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        send_at_once()
        with socket.create_connection(server.getsockname()), server.accept()[0] as connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
