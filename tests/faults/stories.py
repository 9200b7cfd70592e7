"""What is swept: blueprints one after the other, each the change of the one before."""

import re
import shutil

from blueprints import GROUPS, balanced, network


class Story:
    """A stack's life: phases that apply a text, and the end."""

    def __init__(self, name, stack, phases, losing=None, beside=None, host=None):
        self.name = name
        # A folder of code that the blueprint names, and the text of the stack that it refers to.
        self.beside = beside
        self.host = host
        self.stack = stack
        # Addresses whose data may go, by the text that lets them go.
        self._losing = losing or {}
        # Name and blueprint; None destroys.
        self.phases = [*phases, ("destroy", None)]

    @property
    def stack_name(self):
        return self.stack.partition("@")[0]

    @property
    def is_for_moto(self):
        """Whether moto has all that it needs."""
        return not self.host and not EDGE.search(self.phases[0][1])

    def lay(self, folder):
        """Puts the code there, where there is some."""
        if self.beside:
            shutil.copytree(self.beside, folder / self.beside.name)

    def losing(self, text, there):
        """What a phase that data goes with needs to be told, of what is there: other addresses are refused as mistyped."""
        going = [address for address in self._losing.get(text, ()) if address in there]
        return [word for address in going for word in ("--allow-data-loss", address)]


def everything():
    """One network of all nine kinds: made, grown in place, shrunk, removed."""
    tags = '{ team = "checkout" }'
    grown = network(zones="2", tags=tags, dns_hostnames="false", more=GROUPS.replace("9090", "9091"))
    replaced = GROUPS.replace('description = "web"', 'description = "front"').replace("9090", "9091")
    phases = [
        ("create", network(zones="1", more=GROUPS)),
        ("grow", grown),
        ("replace", network(zones="2", nat='"single"', tags=tags, dns_hostnames="false", more=replaced)),
        ("shrink", network(zones="2", nat='"single"')),
    ]
    return Story("network", "wire@us-east-1", phases)


def balancing():
    """A balancer before two groups: made, its targets and priorities exchanged, removed."""
    exchanged = [
        '{ priority = 20, path = "/api/*", forward = "autoscaling_group.api" }',
        '{ priority = 10, path = "/beta/*", forward = "autoscaling_group.web" }',
    ]
    first = balanced(web='rollout = "none"')
    moved = balanced(port="8081", rules=exchanged, web='rollout = "none"\nkey_name = "operators"')
    return Story("balancing", "wire@us-east-1", [("create", first), ("exchange", moved)])


def keeping():
    """A database and a cache: they gain a replica, for which the password moves to our secret, grow, lose it, and go."""
    replicated, spare, open_to_all = "replicas = { read = {} }", "replicas = 1", "deletion_protection = false"
    grown = {"instance_class": '"db.r7g.xlarge"', "storage_gib": "200"}
    newer = {**grown, "engine_version": '"16.6"'}
    alone = kept(cache=spare, **grown)
    phases = [
        ("create", kept()),
        ("replicate", kept(replicated, cache=spare)),
        ("resize", kept(replicated, cache=spare, **grown)),
        ("alone", alone),
        ("upgrade", kept(cache=spare, **newer)),
        ("unprotect", kept(open_to_all, cache=f"{spare}\n{open_to_all}", **newer)),
    ]
    losing = {alone: ["database.orders/secret"], None: ["database.orders/instance", "cache.pages/replication_group"]}
    return Story("data", "wire@us-east-1", phases, losing)


def kept(more="", cache="replicas = 0", **database):
    """A PostgreSQL and a Valkey in a network of their own."""
    attributes = {"engine_version": '"16.4"', "instance_class": '"db.r7g.large"', "storage_gib": "100", **database}
    lines = "\n".join(f"{key} = {value}" for key, value in attributes.items())
    return f"""{network(zones="2", nat='"none"')}
[database.orders]
vpc = "vpc.main"
engine = "postgres"
apply = "now"
{lines}
{more}

[cache.pages]
vpc = "vpc.main"
engine_version = "8"
node_type = "cache.r7g.large"
apply = "now"
{cache}
"""


# What of the gallery is tried on MiniStack, beside moto.
EDGE = re.compile(r"^\[(?:bucket|function|cdn)\.", re.MULTILINE)
# Blocks that are protected from deletion, as `[load_balancer.edge]` and the lines of its table.
PROTECTED = re.compile(r"^\[(?:load_balancer|database|cache|bucket|queue|secret)\.[a-z0-9-]+\]\n(?:(?!\[).*\n)*", re.MULTILINE)


# The parts of a block that hold data.
DATA = {
    "database": ("instance", "secret"),
    "cache": ("replication_group",),
    "bucket": ("bucket",),
    "function": ("log_group",),
    "queue": ("queue",),
    "secret": ("secret",),
}


def for_emulators(text):
    """Without what moto asks for and has not: certificates, and instances that are replaced."""
    text = re.sub(r'protocol = "HTTPS"\ncertificate = .*\n', 'protocol = "HTTP"\n', text)
    return re.sub(r"^(\[autoscaling_group\.[a-z0-9-]+\])\n", r'\1\nrollout = "none"\n', text, flags=re.MULTILINE)


def unprotected(text):
    """The same with nothing protected from deletion."""

    def off(table):
        lines = table.group(0).splitlines(keepends=True)
        return "".join([lines[0], "deletion_protection = false\n", *(line for line in lines[1:] if "deletion_protection" not in line)])

    return PROTECTED.sub(off, text)


def of_gallery(path):
    """A blueprint of the gallery: made, given another tag everywhere, unprotected, removed."""
    text = for_emulators(path.read_text(encoding="utf-8"))
    name = re.search(r'^name = "([^"]+)"', text, re.MULTILINE).group(1)
    region = re.search(r'^region = "([^"]+)"', text, re.MULTILINE).group(1)
    table = re.search(r"^\[blueprint\]\n(?:.+\n)*", text, re.MULTILINE).group(0)
    if "tags = {" in table:
        tagged = table.replace("tags = {", 'tags = { sweep = "on",')
    else:
        tagged = table.rstrip("\n") + '\ntags = { sweep = "on" }\n'
    phases = [("create", text), ("tag", text.replace(table, tagged))]
    open_to_all = unprotected(text.replace(table, tagged))
    if open_to_all != phases[-1][1]:
        phases.append(("unprotect", open_to_all))
    blocks = re.findall(r"^\[([a-z_]+)\.([a-z0-9-]+)\]", text, re.MULTILINE)
    data = [f"{word}.{each}/{part}" for word, each in blocks for part in DATA.get(word, ())]
    beside = path.with_name("functions") if "functions/" in text else None
    host = re.search(r"@([a-z0-9-]+)/", text)
    host = path.with_name(f"{host.group(1)}.toml").read_text(encoding="utf-8") if host else None
    return Story(path.stem, f"{name}@{region}", phases, {None: data}, beside, host)


def all_of(gallery):
    """Every story, by name: whatever the gallery holds is swept without being named here."""
    stories = [everything(), balancing(), keeping(), *map(of_gallery, sorted(gallery.glob("*.toml")))]
    return {story.name: story for story in stories}
