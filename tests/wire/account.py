"""An account for a whole platform: moto, and MiniStack for the services of which moto has too little."""

import serverless
from cloud import Cloud
from emulator import client
from listing import Listing
from mixed import Mixed
from proxy import Proxy
from services import LISTS

# What the gallery's buckets and CDNs need and moto has not.
SERVICES = ("s3", "cloudfront")
# Functions with provisioned concurrency, and the queues that they read.
SERVERLESS = (*SERVICES, "lambda", "sqs")


class Account(Cloud):
    """As a cloud, with a second proxy before MiniStack."""

    def __init__(self, emulator, ministack, folder, services=SERVICES, strict=True):
        super().__init__(emulator, folder, strict)
        self.services = services
        self.ministack = ministack
        self.other = Proxy(ministack.port)

    @property
    def proxies(self):
        return self.proxy, self.other

    def project(self, name="project", through_proxy=False):
        through = through_proxy or self.strict
        here, there = (
            (proxy if through else emulator).endpoint
            for proxy, emulator in ((self.proxy, self.emulator), (self.other, self.ministack))
        )
        return Mixed(self.folder / name, here, there, self.services)

    def client(self, service):
        return client(service, self.other.endpoint) if service in self.services else super().client(service)

    def listing(self):
        kept = ("elasticache", *self.services)
        clients = self.client, self.emulator.client
        return Listing(
            self.emulator, lambda service: clients[service not in kept](service), {**LISTS, **serverless.LISTS}
        )

    def stop(self):
        for proxy in self.proxies:
            proxy.stop()
