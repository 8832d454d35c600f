"""What the layers, tensor functions and objects of Keras take and give, known without Keras."""
