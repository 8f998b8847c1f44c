"""HubSpot: companies, contacts, deals with their history, engagements, deletes and merges."""
