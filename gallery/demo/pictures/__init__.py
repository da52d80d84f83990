"""Drawn pictures for the demo: no photograph of a person is needed to show the product."""

from gallery.demo.pictures.pair import render_pair
from gallery.demo.pictures.recipe import Backdrop, Findings, Recipe, Region, Side

__all__ = ["Backdrop", "Findings", "Recipe", "Region", "Side", "render_pair"]
