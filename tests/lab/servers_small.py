"""Smaller servers, proxies and programs of the npm registry."""
