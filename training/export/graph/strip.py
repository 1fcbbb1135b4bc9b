"""Removes what an exporter leaves behind: stack traces, local paths, doc strings. Half of a small graph, and nobody's business."""
from .walk import graphs


def strip(model):
    """Strips a model in place."""
    _forget(model)
    for function in getattr(model, "functions", []):
        _forget(function)
        for node in function.node:
            _forget(node)
    for graph in graphs(model):
        _forget(graph)
        for part in (graph.node, graph.input, graph.output, graph.value_info, graph.initializer):
            for item in part:
                _forget(item)
        for node in graph.node:
            for attribute in node.attribute:
                attribute.ClearField("doc_string")


def _forget(item):
    if hasattr(item, "doc_string"):
        item.ClearField("doc_string")
    if hasattr(item, "metadata_props"):  # nodes have had it since onnx 1.16
        del item.metadata_props[:]
