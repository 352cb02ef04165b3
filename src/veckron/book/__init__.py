"""What the book needs: pictures, cards, tables, its data and its network, the calculator."""
