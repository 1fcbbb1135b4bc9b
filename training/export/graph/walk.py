"""Every part of a model, subgraphs included."""


def graphs(model):
    """The main graph, and those within If, Loop and Scan."""
    waiting = [model.graph]
    while waiting:
        graph = waiting.pop()
        yield graph
        for node in graph.node:
            waiting += inner(node)


def inner(node):
    """The subgraphs of one node."""
    found = []
    for attribute in node.attribute:
        if attribute.HasField("g"):
            found.append(attribute.g)
        found += attribute.graphs
    return found
