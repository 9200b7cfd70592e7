"""What AWS does and the emulator does not, put in front of it.

Layers, one in the other, each a file with its table: published rates, client tokens, names in use,
refusals because of what else is there, pages, states in between, resources too fresh to be seen, and
what scaling groups, balancers, databases, caches, secrets and queues have that no emulator has.
A layer takes a call and `forward(body=None, target=None)`, which asks the next one, and gives a reply.
A kind that is new is a line in the tables.
"""

from .balancing import Balancing
from .caches import Caches
from .databases import Databases
from .fresh import Fresh
from .names import Names
from .pages import Pages
from .queues import Queues
from .rates import Rates as Rates
from .refusals import Refusals
from .scaling import Scaling
from .secrets import Secrets
from .states import States
from .tokens import Tokens


def everything(emulator):
    """All layers but the rates, the outermost first; they ask the emulator what is there."""
    states = States()
    asked = [Names(emulator.client, states), Refusals(emulator.client, states)]
    clouds = emulator.client
    own = [Scaling(), Balancing(clouds), Databases(clouds), Caches(clouds, states), Secrets(clouds), Queues()]
    return [Tokens(), *asked, Pages(), states, Fresh(), *own]


class Strict:
    """Layers before one emulator."""

    def __init__(self, layers):
        self.layers = layers

    def answer(self, call, forward):
        """The reply to a call, which `forward` gets from the emulator."""
        for layer in reversed(self.layers):
            forward = asking(layer, call, forward)
        return forward()


def asking(layer, call, below):
    """A layer as the one above asks it. What has been changed on the way stays changed below."""

    def ask(body=None, target=None):
        def forward(other=None, elsewhere=None):
            return below(body if other is None else other, target if elsewhere is None else elsewhere)

        return layer.answer(call, forward)

    return ask
