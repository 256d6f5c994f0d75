"""How other completion tools lay out their prompts, re-implemented to be asked at every key."""
