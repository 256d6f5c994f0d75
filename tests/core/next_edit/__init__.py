"""Tests of the places that remain to be edited."""
