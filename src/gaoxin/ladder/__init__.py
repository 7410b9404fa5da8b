"""The ladder (梯度培育): rungs, gaps, the next rung and its shortest way."""
