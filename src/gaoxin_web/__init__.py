"""gaoxin's web application (平台): accounts, register, ladder and collection over the engine."""
