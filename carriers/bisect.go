package carriers

// maxBisect bounds the calls that the hunt for a bad number may cost.
const maxBisect = 16

// Bisect makes a batched call, and when the carrier refuses the whole batch as a bad question, makes it again with each
// half, so that one bad number does not take the others with it. call fills results and returns why the call failed;
// what it leaves empty gets its error. A carrier that refuses everything costs maxBisect calls, not one for each number.
func Bisect(queries []Query, results []Result, call func([]Query, []Result) *Error) {
	calls := 0
	var try func(q []Query, r []Result)
	try = func(q []Query, r []Result) {
		calls++
		e := call(q, r)
		if e == nil {
			return
		}
		if (e.Kind == KindBadNumber || e.Kind == KindBadRequest) && len(q) > 1 && calls < maxBisect {
			half := len(q) / 2
			try(q[:half], r[:half])
			try(q[half:], r[half:])
			return
		}
		Fill(q, r, e)
	}
	try(queries, results)
}
