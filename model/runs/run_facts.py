"""What may stand in a run's `config.json`: of each fact its type and its range."""

from model.networks import conventions
from model.networks.config import NetworkConfig, TrainingConfig
from model.runs import facts, folders, guess, taught

UPLOADED = "uploaded"
STATUSES = ("finished", "stopped", UPLOADED)

# The keys are the fields of `model.runs.record.Run` but for the folder.
FACTS: dict[str, facts.Check] = {
    "id": facts.text(64, folders.ID),
    "name": facts.text(200, empty=False),
    "owner": facts.text(64),
    "status": facts.one_of(*STATUSES),
    "network": facts.maybe(facts.config(NetworkConfig)),
    "training": facts.maybe(facts.config(TrainingConfig)),
    "data": facts.table_of(
        {
            "name": facts.one_of("sample", "mnist"),
            "note": facts.text(1000),
            "inputs": facts.one_of(*conventions.INPUTS),  # of an uploaded network: what it wants and gives,
            "outputs": facts.one_of(*conventions.OUTPUTS),
            "file": facts.text(100),  # and what it was before
            "train": facts.whole(0, 10**9),
            "test": facts.whole(0, 10**9),
        }
    ),
    "scores": facts.table_of(
        {"test_accuracy": facts.number(0, 1), "test_loss": facts.number(0, 1e30), "threshold": facts.number(0, 1)}
    ),
    "epochs": facts.whole(0, 10**6),
    "parameters": facts.whole(0, 10**12),
    "seconds": facts.number(0, 1e9),
    "created": facts.moment,
    "starred": facts.flag,
    "versions": facts.texts(20, 60),
    "sweep": facts.text(64),
    "guess": facts.maybe(guess.from_facts),
    "painted": facts.flag,
    "taught": facts.maybe(taught.from_facts),
}
