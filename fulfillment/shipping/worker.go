package shipping

import "context"

// Worker makes the calls behind the outbox of shipments. It belongs to the process.
type Worker struct{}

// Run works until ctx ends.
func (w *Worker) Run(ctx context.Context) { <-ctx.Done() }

// Ask wakes the worker.
func (w *Worker) Ask() {}
