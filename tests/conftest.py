import os
import pathlib
import shlex

import pytest
from cloud import Cloud
from emulator import Emulator, MiniStack


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    emulator = Emulator(tmp_path_factory.mktemp("moto") / "moto.log")
    yield emulator
    emulator.stop()


@pytest.fixture(scope="session")
def ministack_of_session(tmp_path_factory):
    if "SCAFFOLD_MINISTACK" not in os.environ:
        pytest.skip("SCAFFOLD_MINISTACK does not name MiniStack's program")
    emulator = MiniStack(tmp_path_factory.mktemp("ministack") / "ministack.log")
    yield emulator
    emulator.stop()


@pytest.fixture
def ministack(ministack_of_session):
    """Another emulator beside moto, empty."""
    ministack_of_session.reset()
    return ministack_of_session


@pytest.fixture
def cloud(emulator, tmp_path, request):
    """Strict for the wire suite, plain for the faults, unless a test is parametrised with the other here."""
    emulator.reset()
    default = "strict" if "wire" in request.path.parts else "plain"
    cloud = Cloud(emulator, tmp_path, getattr(request, "param", default) == "strict")
    yield cloud
    cloud.proxy.stop()
    if transcripts := os.environ.get("SCAFFOLD_TRANSCRIPTS"):
        folder = pathlib.Path(transcripts)
        folder.mkdir(parents=True, exist_ok=True)
        cloud.proxy.write_transcript(folder / f"{tmp_path.name}.jsonl")


@pytest.fixture
def gallery():
    return pathlib.Path(__file__).resolve().parents[1] / "blueprints"


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report):
    """A failing case of the fault suite says how to run it alone."""
    if report.failed and report.when == "call" and "faults/" in report.nodeid:
        node = report.nodeid[report.nodeid.index("faults/") :]
        report.sections.append(("replay", f"cargo xtask faults {shlex.quote(f'tests/{node}')}"))
