package ems

import (
	"encoding/hex"
	"encoding/json"
	"os"
	"testing"

	"github.com/emmansun/gmsm/sm4"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCipherVectors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/cipher-vector.json")
	require.NoError(t, err)
	var v struct {
		SignKey string `json:"sign_key"`
		Vectors []struct {
			JSON string
			Want string `json:"logitcsInterface"`
		}
		Standard struct{ Key, Plain, Cipher string } `json:"sm4_standard_vector"`
	}
	require.NoError(t, json.Unmarshal(raw, &v))
	c, err := newCipher(v.SignKey)
	require.NoError(t, err)
	require.Len(t, v.Vectors, 2)
	for _, vector := range v.Vectors {
		assert.Equal(t, vector.Want, c.seal(vector.JSON))
	}

	key, err := hex.DecodeString(v.Standard.Key)
	require.NoError(t, err)
	plain, err := hex.DecodeString(v.Standard.Plain)
	require.NoError(t, err)
	block, err := sm4.NewCipher(key)
	require.NoError(t, err)
	out := make([]byte, len(plain))
	block.Encrypt(out, plain)
	assert.Equal(t, v.Standard.Cipher, hex.EncodeToString(out))
}
