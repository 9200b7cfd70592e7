import pathlib

import pytest
from emulator import Emulator
from listing import Listing
from project import Project
from proxy import Proxy


class Cloud:
    """An empty account, a proxy before it, and projects that speak to either."""

    def __init__(self, emulator, folder):
        self.folder = folder
        self.emulator = emulator
        self.ec2 = emulator.ec2
        self.proxy = Proxy(emulator.port)

    def project(self, name="project", through_proxy=False):
        endpoint = self.proxy.endpoint if through_proxy else self.emulator.endpoint
        return Project(self.folder / name, endpoint)

    def listing(self):
        return Listing(self.ec2)


@pytest.fixture(scope="session")
def emulator(tmp_path_factory):
    emulator = Emulator(tmp_path_factory.mktemp("moto") / "moto.log")
    yield emulator
    emulator.stop()


@pytest.fixture
def cloud(emulator, tmp_path):
    emulator.reset()
    cloud = Cloud(emulator, tmp_path)
    yield cloud
    cloud.proxy.stop()


@pytest.fixture
def gallery():
    return pathlib.Path(__file__).resolve().parents[2] / "blueprints"
