"""Salesforce: accounts, contacts, leads, opportunities with roles and history, activities, campaigns."""
