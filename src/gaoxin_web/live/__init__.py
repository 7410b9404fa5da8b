"""The live room (现场): judges score on their phones, the chair leads, the big screen follows."""
