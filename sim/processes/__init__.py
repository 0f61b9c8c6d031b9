"""The month: one numbered list of processes, one file each. A file opens with its rule; below it stands the kernel.

A process is a module with a docstring of a fixed form, a group of coefficients `Rules`, and a function
`step(state, k)` that changes the columns which the docstring declares. To add one from outside, see
docs/extending.md.
"""
