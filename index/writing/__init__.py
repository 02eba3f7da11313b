"""Making a library and keeping it equal to its folders; surviving kills; verifying and repairing."""
