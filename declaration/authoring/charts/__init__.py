"""The charts of the figures, in Altair: drawn at authoring time, stored as SVG, shown by `declaration.explore`."""
