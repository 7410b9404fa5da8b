"""The ladder (梯度培育) kept: assessments, standings, plans per enterprise, application windows."""
