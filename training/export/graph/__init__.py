"""Passes over finished ONNX files. They need onnx and NumPy, no PyTorch."""
