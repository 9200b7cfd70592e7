from emulator import client
from listing import Listing
from project import Project
from proxy import Proxy
from strict import Rates, Strict, everything


class Cloud:
    """An empty account, a proxy before it, and projects that speak to either.

    In strict mode nothing goes past the proxy, which answers as AWS does where the emulator does not.
    """

    def __init__(self, emulator, folder, strict=False, rates=None):
        self.folder = folder
        self.emulator = emulator
        self.ec2 = emulator.ec2
        # How much faster calls are taken than AWS publishes; without it, as fast as they come.
        self.rates = Rates(rates) if rates else None
        layers = ([self.rates] if rates else []) + (everything(emulator) if strict else [])
        self.strict = Strict(layers) if layers else None
        self.proxy = Proxy(emulator.port, self.strict)

    def project(self, name="project", through_proxy=False):
        endpoint = self.proxy.endpoint if through_proxy or self.strict else self.emulator.endpoint
        # Where calls are counted by the second, pauses are AWS's.
        return Project(self.folder / name, endpoint, **({"haste": "1"} if self.rates else {}))

    def client(self, service):
        """AWS's own client, to which the account looks as it does to a project."""
        return client(service, self.proxy.endpoint) if self.strict else self.emulator.client(service)

    def open_window(self):
        """The maintenance window of everything in strict mode."""
        for layer in self.strict.layers:
            if hasattr(layer, "open_window"):
                layer.open_window()

    def listing(self):
        """Everything that is live. Strict mode has ElastiCache's by itself."""
        kept = ("elasticache",)
        return Listing(self.emulator, lambda service: (self if service in kept else self.emulator).client(service))
