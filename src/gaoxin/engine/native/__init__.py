"""Plans as machine code, made by LLVM: a zone in a few milliseconds, a nation as fast as its facts are read.

``text`` says things in LLVM's language, ``writer`` what a plan's nodes are, ``products`` how great ones
compare, ``figures`` what an output shows, ``module`` how all of it becomes one function; ``machine``
compiles that, ``tables`` hands it columns and takes its results, ``run`` is the whole.
"""
