"""Compiled tables of the support tracker."""
