"""The process in which a stranger's network is tried: a verdict comes back, and neither memory nor time gets out."""

import json
import sys

import pytest

from model.networks.answering import SHIPPED
from model.runs import record, upload_process
from model.runs.upload_plan import UploadError
from model.runs.uploads import accept


def test_a_network_is_taken_through_a_process_that_tells_how_far_it_is(monkeypatch):
    monkeypatch.delenv("MNIST_PATH", raising=False)
    heard = []
    run = accept(SHIPPED.read_bytes(), "mine.keras", "me", lambda share, what: heard.append((share, what)))
    assert [run.id for run in record.load_all()[0]] == [run.id]
    assert run.scores["test_accuracy"] > 0.95
    assert [what for _, what in heard[1:]] == ["Keras starts", "Opening the network", "Reading test digits"]
    assert [share for share, _ in heard] == sorted(share for share, _ in heard)


@pytest.fixture
def program(monkeypatch, tmp_path):
    """Has a Python program of the test's take the place of the trial."""

    def be(code: str):
        path = tmp_path / "trial.py"
        path.write_text(f"import json, os, sys, time\n{code}")
        popen = upload_process.subprocess.Popen
        monkeypatch.setattr(
            upload_process.subprocess, "Popen", lambda command, **more: popen([sys.executable, str(path)], **more)
        )
        return upload_process.tried(path, lambda share, what: None)

    return be


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ("kept = bytearray(300_000_000); time.sleep(60)", "more memory"),
        ("time.sleep(60)", "too long"),
        ('while True: print(\'{"at": "keras"}\', flush=True)', "break down"),
        ("print('x' * 10**6, flush=True); time.sleep(60)", "break down"),
        ("os.abort()", "more memory"),
        ("sys.exit(3)", "break down"),
        ("print('[]', flush=True)", "break down"),
        ('print(\'{"verdict": {"refused": "No."}}\', flush=True)', "No."),
        ('print(\'{"verdict": {"parameters": 1}}\', flush=True)', "break down"),
    ],
)
def test_whatever_the_process_does_a_sentence_comes_of_it(program, monkeypatch, code, named):
    monkeypatch.setattr(upload_process, "MOST_MEMORY", 200_000_000)
    monkeypatch.setattr(upload_process, "PATIENCE", dict.fromkeys(upload_process.PATIENCE, 3.0))
    with pytest.raises(UploadError, match=named):
        program(code)


def test_a_verdict_with_numbers_that_are_none_is_no_verdict():
    verdict = {
        "parameters": 1,
        "data": {"name": "sample", "note": "", "test": 1000, "inputs": "ink 1 on paper 0", "outputs": "shares"},
        "scores": {"test_accuracy": 0.5, "test_loss": 1.0},
    }
    assert upload_process.checked(json.loads(json.dumps(verdict)))["parameters"] == 1
    for part, change in (("scores", {"test_loss": float("nan")}), ("data", {"inputs": "<b>"}), ("data", {"name": "x"})):
        with pytest.raises(UploadError):
            upload_process.checked(verdict | {part: verdict[part] | change})
