"""Services that one machine runs inside the instance folder when no outside ones are named."""
