"""From a PyTorch module to a checked ONNX graph. Needs PyTorch 2.13."""
