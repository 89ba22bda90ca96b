"""Values from a file into a workbook's inputs."""
