"""Privacy: what is held on people and why, what they asked, what they agreed to, and how long things are kept."""
