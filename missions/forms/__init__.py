"""Text in, clean values out: the steps of the creation flow, the queue's answers, filters."""
