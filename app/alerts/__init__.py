"""The inbox: what is wrong now and needs somebody, one alert per subject."""
