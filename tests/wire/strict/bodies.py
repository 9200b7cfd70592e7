"""Replies as trees, the same for XML and JSON: find what has an id, read and write members, take and put items."""

import copy
import json
import xml.etree.ElementTree as xml


def opened(request, reply):
    """The tree of a reply that went well; None where there is nothing to open."""
    status, _, body = reply
    if status >= 300 or not body:
        return None
    if request.protocol in ("ec2", "query", "rest-xml"):
        return Xml(body)
    return Json(body) if request.protocol in ("json", "rest-json") else None


def closed(reply, tree):
    """The reply with the tree as it is now."""
    return reply[0], reply[1], tree.bytes()


class Xml:
    """Without prefixes, which readers of AWS's XML do not look at."""

    def __init__(self, body):
        self.root = xml.fromstring(body)
        space = self.root.tag[1:].partition("}")[0] if "}" in self.root.tag else None
        for node in self.root.iter():
            node.tag = node.tag.rsplit("}", 1)[-1]
        if space:
            self.root.set("xmlns", space)
        results = [node for node in self.root if node.tag.endswith("Result")]
        # Where members begin: query answers wrap them.
        self.top = results[0] if results and self.root.tag.endswith("Response") else self.root

    def nodes(self, key):
        """Everything that has a member of this name with a text, and the text."""
        for node in self.root.iter():
            found = node.find(key)
            if found is not None and not len(found) and found.text:
                yield node, found.text

    def get(self, node, path):
        found = node.find(path.replace(".", "/"))
        return None if found is None else found.text

    def value(self, path):
        """A member beside the list."""
        found = self.list(path)
        return None if found is None else found.text

    def set(self, node, path, text):
        found = node.find(path.replace(".", "/"))
        if found is not None:
            found.text = text

    def list(self, path):
        """The node that holds a list's items; None where there is none."""
        steps = path.split(".")
        if steps[0] == self.root.tag:
            steps = steps[1:]
        return self.top.find("/".join(steps))

    def items(self, listed):
        return list(listed)

    def keep(self, listed, items):
        listed[:] = items

    def put(self, path, text):
        """Writes a member beside the list; None takes it away."""
        *parents, name = path.split(".")
        node = self.list(".".join(parents)) if parents and parents != [self.root.tag] else self.top
        found = node.find(name)
        if text is None:
            if found is not None:
                node.remove(found)
            return
        if found is None:
            found = xml.SubElement(node, name)
        found.text = text

    def bytes(self):
        return xml.tostring(self.root)


class Json:
    def __init__(self, body):
        self.root = json.loads(body)

    def nodes(self, key):
        waiting = [self.root]
        while waiting:
            node = waiting.pop(0)
            if isinstance(node, dict):
                if isinstance(node.get(key), str):
                    yield node, node[key]
                waiting += node.values()
            elif isinstance(node, list):
                waiting += node

    def get(self, node, path):
        for step in path.split("."):
            node = node.get(step, {}) if isinstance(node, dict) else {}
        return node or None

    def value(self, path):
        return self.get(self.root, path)

    def set(self, node, path, text):
        *parents, name = path.split(".")
        for step in parents:
            node = node.get(step, {})
        if name in node:
            node[name] = text

    def list(self, path):
        found = self.get(self.root, path)
        return found if isinstance(found, list) else None

    def items(self, listed):
        return list(listed)

    def keep(self, listed, items):
        listed[:] = items

    def put(self, path, text):
        if text is None:
            self.root.pop(path, None)
        else:
            self.root[path] = {"true": True, "false": False}.get(text, text)

    def bytes(self):
        return json.dumps(self.root).encode()


def same(item):
    """A copy that lives on when the reply is gone."""
    return copy.deepcopy(item)
