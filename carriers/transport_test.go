package carriers

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestProxyComesFromTheEnvironment(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://proxy.example:3128")
	t.Setenv("NO_PROXY", "api.inside.example")
	transport := newTransport(2)
	for host, want := range map[string]string{
		"https://api-eu.dhl.com/x": "http://proxy.example:3128", "https://api.inside.example/x": "", "http://127.0.0.1/x": "",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, host, nil)
		require.NoError(t, err)
		proxy, err := transport.Proxy(r)
		require.NoError(t, err)
		if want == "" {
			assert.Nil(t, proxy, host)
		} else if assert.NotNil(t, proxy, host) {
			assert.Equal(t, want, proxy.String())
		}
	}
}
