"""How far they came: rules, journeys, qualification and stalls."""
