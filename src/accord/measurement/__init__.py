"""Whether it worked: one module a measure, each with its formula, window, unit and badge."""
